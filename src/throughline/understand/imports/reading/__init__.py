"""Reading CSV and XLSX files that nobody here has made: safely, a row at a time, with errors that say where.

with open(path, "rb") as file:
    table = open_table(file, name="comments.csv")
    for row in table.rows():
        row.number, row.cells
"""

from throughline.understand.imports.reading.opening import open_table
from throughline.understand.imports.reading.table import Row, Table

__all__ = ["Row", "Table", "open_table"]
