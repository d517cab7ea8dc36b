# Runs a server with its standard error in a log file, and shows it as well.
log=$1
shift
"$@" 2>"$log"
status=$?
cat "$log" >&2
exit $status
