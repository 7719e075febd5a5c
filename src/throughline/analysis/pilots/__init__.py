"""Did the pilot work? Designs that compare places: `panel` and `did`, `synthetic` for places with and without a change;
`wedge_plan` and `wedge` for places that take it up one after the other; `before_after` for what is left when there is
nothing to compare with. Series of one place: `throughline.analysis.its`."""
