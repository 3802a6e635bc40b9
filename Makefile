# make run   check this repository's clusters and show what staging has that production lacks
# make test  build everything, run every test, lint the format
# make count  count the instructions of five commands and the memory of a large check, against what is recorded
# make packages  a wheel, a Debian package and an archive of it in dist/

SLUICE = .build/release/sluice

.PHONY: run test build count packages system-packages lint clean

run: build
	$(SLUICE) check
	$(SLUICE) diff staging production || test $$? -eq 1

build: system-packages
	swift build --configuration release --static-swift-stdlib --product sluice
	@Scripts/check-linkage $(SLUICE)

test: lint
	@Scripts/install-system-packages.sh python3 libjpeg-dev libpng-dev redis-server
	CONFORMANCE=all swift test --disable-xctest --parallel --quiet
	@Scripts/check-linkage .build/debug/sluice
	swift test --disable-xctest --parallel --quiet --package-path server

lint:
	@Scripts/check-tracked-files
	@Scripts/check-doc-comments
	swift format lint --strict --parallel --recursive Sources Tests server/Sources server/Tests

count: build
	Benchmarks/count-instructions $(SLUICE)
	Benchmarks/hold-memory $(SLUICE)

packages: build
	Packaging/build $(SLUICE) dist

system-packages:
	@Scripts/install-system-packages.sh

clean:
	swift package clean
	swift package clean --package-path server
