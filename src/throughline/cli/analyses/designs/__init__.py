"""`throughline design <name>`: one module a command, of the command's name. The package above tells how to add one."""
