package main

func serverNotHere(name string) string {
	return name + ": the server half does not run on Windows\nhint: gomosh connect goes from here to hosts of other systems; WSL can be one\n"
}
