# Every target runs in the environment that .ci/bootstrap.py makes.
RUN = python3 .ci/bootstrap.py

.PHONY: test soak security audit sbom check lock bench calibration realmodel bundle hosts docs pages
test:           ## the suite
	$(RUN) pytest
soak:           ## the suite in full size: 200 kills, minutes of writing, 2,000 simulated studies a rate
	$(RUN) pytest --full
security:       ## hostile input, secrets, spending and kills in full size: 100,000 of each, some hours
	$(RUN) pytest --full tests/security tests/tools/engine/test_budget.py tests/tools/engine/test_runner_kills.py \
		tests/server/http tests/server/test_framing.py tests/tools/reports/test_html_hostile_text.py \
		tests/tools/respondents/parameters tests/tools/respondents/litellm
calibration:    ## the tables of the README: verdicts on known truths, and when each is wrong
	$(RUN) python bench/verdicts.py --write README.md
	$(RUN) python bench/stances.py --write README.md
	$(RUN) python bench/incentives.py --write README.md
	$(RUN) python bench/dissect.py --write README.md
	$(RUN) python bench/utilities.py --write README.md
	$(RUN) python bench/ledgers.py
realmodel:      ## what local/smollm2 takes and gives: size, start-up, memory, speed, exactness
	$(RUN) python bench/realmodel.py
hosts:          ## Inspector, conformance suite and real clients; needs npm and a network
	$(RUN) python -m tests.hosts
pages:          ## reports of every kind in a browser: nothing off-screen, axe, print; needs Chromium and npm
	$(RUN) python -m tests.pages
bundle:         ## dist/velleity.mcpb, for hosts that install from one file
	$(RUN) python .ci/bundle.py
audit:          ## pinned packages against stored advisories; FOLDER=... names a set of OSV's
	$(RUN) python .ci/audit.py $(FOLDER)
sbom:           ## dist/velleity.cdx.json: what a release installs, as CycloneDX
	$(RUN) python .ci/sbom.py
docs:           ## the pages of docs/ in build/site, strictly
	NO_MKDOCS_2_WARNING=1 $(RUN) mkdocs build --strict -f .ci/mkdocs.yml
check:          ## all that .ci/run checks
	.ci/run
bench:          ## one table of ratios, measured side by side (bench/README.md)
	$(RUN) python bench/suite.py
lock:           ## pin the newest releases, by hash; needs uv
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --upgrade -q pyproject.toml -o .ci/requirements.txt
	for extra in cluster litellm inspect local parquet; do uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --upgrade -q pyproject.toml --extra $$extra -o .ci/requirements-$$extra.txt; done
	echo 'setuptools>=80' | uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --upgrade -q pyproject.toml - --group dev -o .ci/requirements-dev.txt
