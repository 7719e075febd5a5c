'''`throughline analyse …` and `throughline design …`: a table in, a result, a report and charts out.

To add a command, write one module, `commands/<name>.py` for `throughline analyse <name>` (`designs/<name>.py` for
`throughline design <name>`), with a command of the same name in it, and its line in docs/analysis.md. It is found by
itself; nothing is registered. A whole one:

    """`analyse funnel`: which places differ by more than their size explains."""

    import click

    from throughline.cli.analyses.reading import column
    from throughline.cli.analyses.running import FILE, Work, analysis
    from throughline.cli.analyses.writing import Report


    @analysis()                                     # seeded=True adds --seed; tables=False takes --encoding away
    @click.argument("file", type=FILE)
    @click.option("--place", default="place", show_default=True, help="Column: the name of the place.")
    @click.option("--events", default="events", show_default=True, help="Column: how many had it.")
    @click.option("--people", default="people", show_default=True, help="Column: of how many.")
    def funnel(work: Work, file: Path, place: str, events: str, people: str) -> Report:
        """Compare shares between places. FILE has a row for each place."""
        from throughline.analysis import funnel as funnels, funnel_chart      # here, so that help stays quick

        table = work.read(
            file,
            column(place, kind="text", unique=True, option="--place"),
            column(events, kind="integer", least=0, option="--events"),
            column(people, kind="integer", above=0, option="--people"),
        )
        found = funnels.shares(table[place], table[events], table[people])
        title = …                                                             # the finding, in a few words
        return Report(
            result=found,
            n=len(table),
            title=title,
            charts={"funnel": funnel_chart.draw(found, title=title)},
            method=("Limits are … (Spiegelhalter 2005, Statistics in Medicine 24).",),
        )

What the machinery does:

* `--out DIR` (refused where anything is in it, unless `--replace`), `--source` (printed), `--encoding`, `--delimiter`.
* `reading.column`, `Work.read`: every cell checked; a wrong file ends the command with one line that names file, row
  and column, and exit code 2. Say `raise table.wrong(index, name, "why")` for what only the command can know. Other
  files than tables (a TOML, a folder): read them yourself, put them down with `work.used(path)`, raise
  `files.WrongFile`.
* A ValueError of the library becomes one line with the file's name, and exit code 2.
* `work.progress(done, total, note)` fits a library's progress callback; shown only on work over two seconds.
* `writing.Report` → `result.json`, `report.html`, `chart.svg` (`chart-<name>.svg` where there are several), further
  `files` (`writing.as_csv` makes a safe CSV), further `tables` (`Listing`) and the reporting `Checklist`.
* Charts are drawn by `analysis.charts` (bars), `range_chart.ranges` (values with ranges beside a line, negative too)
  and `curve_chart.curves` (lines, points and bands); look there before drawing your own.
* On stdout one line: the sentence, and where the report is.

`throughline.analysis`, NumPy and Polars are imported inside the command's function. Test a command as a newcomer would
with the fixture `run` of tests/cli/analyses/conftest.py: `done = run("analyse", "funnel", path, "--place", "trust")`.
'''
