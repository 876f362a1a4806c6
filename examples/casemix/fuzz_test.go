package main

import (
	"bytes"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// FuzzPage: whatever stays say, the page is whole, and no text of theirs is an
// element of it.
func FuzzPage(f *testing.F) {
	f.Add(small, "stays.csv")
	f.Add("id,age,sex,status,admission,discharge,dx,px\n<planted>,200,X,99,2026-04-07,2026-04-13,<planted> I10 I10,<planted>\n", `"><planted>`)
	f.Add("id,age,sex,status,discharge,dx\n1,1e9,M,01,9999-12-31,I50.23\n", "]]>")
	f.Fuzz(func(t *testing.T, stays, title string) {
		c, err := parse([]string{"-"}, io.Discard)
		require.NoError(t, err)
		e, err := newEditions(c.weights)
		require.NoError(t, err)
		p := &page{Title: title, top: c.top, tally: newTally(e)}
		p.impact, err = newImpact(c, e)
		require.NoError(t, err)
		if _, err = c.read(strings.NewReader(stays), io.Discard, p.add); err != nil || p.Stays() == 0 {
			return
		}
		var out bytes.Buffer
		require.NoError(t, p.write(&out))
		require.NotContains(t, out.String(), "<planted>")
		require.Contains(t, out.String(), "</html>")
	})
}
