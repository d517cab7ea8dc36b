# Says what a command in a session sees of its session, then kills the client.
echo "server $PPID"
echo "parent $(cat /proc/$PPID/comm)"
echo "client $MOSH_CLIENT_PID"
echo "tmout $MOSH_SERVER_NETWORK_TMOUT"
echo "facts end"
read -r x
kill -KILL "$MOSH_CLIENT_PID"
exec sleep 600
