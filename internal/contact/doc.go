// Package contact tests the first contact: gomosh meets hosts in every state in
// which people keep them, each a machine of its own made of Linux namespaces,
// with a real sshd, real accounts, shells, firewalls and file systems.
//
// A machine shares the programs of the real one. Its network, its users and what
// is mounted over its files are its own and vanish with it, so the tests change
// nothing outside and may run beside each other. They need root.
package contact
