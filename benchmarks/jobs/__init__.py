"""Workers on a queue: how much more several of them get done than one."""
