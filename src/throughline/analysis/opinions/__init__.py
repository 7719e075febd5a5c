"""What a large group agrees on and where it divides: participants × statements, each vote agree, pass or
disagree. `votes` holds them; every map, group and measure is made from it."""
