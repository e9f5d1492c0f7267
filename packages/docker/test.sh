# Part of packages/test: the Dockerfile is only checked: Docker does not run everywhere.
"$tools/bin/hadolint" "$here/docker/Dockerfile"
ok docker "checked with hadolint, not built"
