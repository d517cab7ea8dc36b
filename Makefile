# gomosh. Everything is in three commands: make, make run, make test.
# Go 1.26 (https://go.dev/dl) is all that a build needs.

GO ?= go
STATICCHECK = honnef.co/go/tools/cmd/staticcheck@v0.8.2
FUZZTIME ?= 5s
# Tests that mostly wait run beside each other, more of them than processors.
TESTFLAGS ?= -parallel 8 -timeout 10m
# The library for command lines can write manuals, of which we use nothing: a
# third of a megabyte, in memory too.
export GOFLAGS := $(GOFLAGS) -tags=urfave_cli_no_docs

.PHONY: build run test check e2e race bench lint fuzz clean have-go peers dist packages install platforms

build: have-go ## ./gomosh: static and stripped
	CGO_ENABLED=0 $(GO) build -trimpath -ldflags '-s -w' -o gomosh .
	@scripts/is-static ./gomosh

dist: have-go ## dist/gomosh-OS-ARCH for all systems, reproducible; TARGETS="linux/arm64 ..." for some
	GO=$(GO) scripts/dist $(TARGETS)

packages: have-go ## dist/*.deb, *.rpm, source archive, Homebrew formula, PKGBUILD; ARCHES="amd64 ..." for some
	GO=$(GO) scripts/packages $(ARCHES)

install: build ## program, manual and completions below PREFIX (default /usr/local)
	scripts/install ./gomosh

platforms: have-go ## vet the program for every system of make dist
	GO=$(GO) scripts/vet-targets $(TARGETS)

run: build ## a session on this machine
	./gomosh connect --local

test: have-go peers check ## all tests; installs what they need where it may
	$(GO) test $(TESTFLAGS) ./...

check: have-go ## vet and format
	$(GO) vet ./...
	@unformatted=$$(gofmt -l .); [ -z "$$unformatted" ] || { echo "not formatted with gofmt:"; echo "$$unformatted"; exit 1; }

# PAIRS=all, or for instance PAIRS=stock-to-gomosh, chooses whose client meets
# whose server; RUN chooses tests by name.
e2e: have-go peers ## the end-to-end tests alone
	GOMOSH_PAIRS=$(PAIRS) $(GO) test $(TESTFLAGS) -count 1 -run '$(RUN)' ./internal/e2e

# With -short tests do less of the same; what they count or measure under the
# detector means nothing.
race: have-go peers ## all packages, and the program in some sessions, with the race detector
	CGO_ENABLED=1 $(GO) test -race -short -timeout 10m $$($(GO) list ./... | grep -v 'internal/e2e\|internal/contact\|internal/badlink')
	GOMOSH_RACE=1 GOMOSH_PAIRS=gomosh-to-gomosh $(GO) test $(TESTFLAGS) -run '$(RACE_RUN)' ./internal/e2e

RACE_RUN = ^Test(SameScreen|BadNetwork|Roaming|Resize.*|Interrupt.*|StoppedOutput|ClientSignals|ServerSignals|Suspend|NativeSSH|ConnectLocal)$$

# BENCH=quick does less of everything; RUN chooses parts by name.
bench: build peers ## gomosh, mosh and ssh side by side: a table, bench/bench.json and bench/bench.svg
	$(GO) run ./internal/bench $(if $(filter quick,$(BENCH)),-quick) -only '$(RUN)' -gomosh ./gomosh -o bench

lint: check ## staticcheck
	$(GO) run $(STATICCHECK) ./...

fuzz: have-go ## every fuzz target for FUZZTIME
	GO=$(GO) scripts/fuzz $(FUZZTIME)

clean: ## what the other targets left
	rm -rf gomosh dist
	$(GO) clean -testcache

have-go:
	@command -v $(GO) >/dev/null || { echo "gomosh is built with Go 1.26: get it from https://go.dev/dl"; exit 1; }

peers:
	@scripts/peers
