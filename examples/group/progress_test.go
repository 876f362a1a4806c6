package main

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestProgressLine(t *testing.T) {
	p := newProgress(io.Discard, 1000)
	require.Nil(t, p.w, "not a terminal")
	p.stays = 500
	_, err := io.Copy(io.Discard, p.reader(strings.NewReader(strings.Repeat("x", 250))))
	require.NoError(t, err)
	require.Equal(t, "[#######-----------------------]  25 %  500 stays, 250/s", p.line(p.start.Add(2*time.Second)))
	p.done.Store(5000)
	require.Contains(t, p.line(p.start.Add(time.Second)), "100 %", "of a file that grew")
	p.total = 0
	require.Equal(t, "500 stays, 500/s", p.line(p.start.Add(time.Second)))
}

func TestProgressDraws(t *testing.T) {
	var b bytes.Buffer
	p := newProgress(&b, 0)
	p.w = &b
	p.clear()
	require.Empty(t, b.String(), "nothing drawn, nothing to clear")
	p.start = time.Now().Add(-time.Hour)
	p.add(7200)
	p.add(1)
	require.Equal(t, "\r7200 stays, 2/s\x1b[K", b.String(), "not at every step")
	p.clear()
	p.clear()
	require.Equal(t, 1, strings.Count(b.String(), "\r\x1b[K"))
}

func TestIsTerminal(t *testing.T) {
	require.False(t, isTerminal(&bytes.Buffer{}))
	f, err := os.Create(filepath.Join(t.TempDir(), "x"))
	require.NoError(t, err)
	require.False(t, isTerminal(f))
	require.NoError(t, f.Close())
	require.False(t, isTerminal(f), "closed")
	null, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	require.NoError(t, err)
	defer null.Close()
	require.True(t, isTerminal(null), "a character device, like a terminal")
	require.NotNil(t, newProgress(null, 0).w)
}

func TestSize(t *testing.T) {
	a := write(t, "a", "12345")
	require.EqualValues(t, 10, size([]string{a, a}))
	require.Zero(t, size([]string{a, "-"}))
	require.Zero(t, size([]string{t.TempDir()}))
}
