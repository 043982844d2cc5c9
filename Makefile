# Every target runs in the environment that .ci/bootstrap.py makes.
RUN = python3 .ci/bootstrap.py

.PHONY: test check lock bench
test:           ## the suite
	$(RUN) pytest
check:          ## all that .ci/run checks
	.ci/run
bench:          ## ratios, measured side by side
	$(RUN) python bench/startup.py
lock:           ## pin the newest releases, by hash; needs uv
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --upgrade -q pyproject.toml -o .ci/requirements.txt
	echo 'setuptools>=80' | uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --upgrade -q pyproject.toml - --group dev -o .ci/requirements-dev.txt
