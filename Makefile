# make run   check this repository's clusters and show what staging has that production lacks
# make test  build everything, run every test, lint the format

SLUICE = .build/release/sluice

.PHONY: run test build packages lint clean

run: build
	$(SLUICE) check
	$(SLUICE) diff staging production || test $$? -eq 1

build: packages
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

packages:
	@Scripts/install-system-packages.sh

clean:
	swift package clean
	swift package clean --package-path server
