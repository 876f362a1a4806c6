package pack_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode/hcpcs/hcpcsdata"
	"github.com/medcode/medcode/internal/pack"
)

// described are codes as the AMA's and the ADA's lists have them, right before a
// text in words: five digits, or four and one of the letters of Categories II and
// III and of laboratory analyses, and the dental codes of D.
var described = regexp.MustCompile(`^(?:[0-9]{4}[0-9FTUM]|D[0-9]{4})[\t,;" ]+[A-Z][a-z]{3,}[ ,][a-z]{3,}[ ,][a-z]{3,}`)

// findDescribed returns the first place of such a code. It looks with the regular
// expression only where four digits stand, since the sets are tens of megabytes.
func findDescribed(text string) string {
	digit := func(i int) bool { return text[i] >= '0' && text[i] <= '9' }
	word := func(i int) bool {
		return digit(i) || text[i] >= 'A' && text[i] <= 'Z' || text[i] >= 'a' && text[i] <= 'z'
	}
	for i := 0; i+5 < len(text); i++ {
		if i > 0 && word(i-1) || !digit(i+1) || !digit(i+2) || !digit(i+3) || !digit(i) && text[i] != 'D' {
			continue
		}
		if at := described.FindString(text[i:min(i+80, len(text))]); at != "" {
			return at
		}
	}
	return ""
}

// licensed names the owners of texts that are nowhere in the repository.
var licensed = []string{"American Medical Association", "American Dental Association", "American Hospital Association", "World Health Organization", "CPT copyright"}

// What is embedded has no text of the AMA, ADA, NUBC or WHO: no part of a compiled
// set has a code of theirs with words behind it, or names them, and the embedded
// HCPCS has codes of Level II alone, but for the dental ones.
func TestNoLicensedText(t *testing.T) {
	for _, text := range []string{"12345\tSome made words here", "x\x0012345 Some made words", "a\nD1234, \"Some made words\"", "1234T;Some made words"} {
		require.NotEmpty(t, findDescribed(text), "the test can fail")
	}
	read := 0
	root := filepath.Join("..", "..")
	require.NoError(t, filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() && strings.HasPrefix(d.Name(), ".") && name != root {
			return filepath.SkipDir
		}
		if d.IsDir() || filepath.Ext(name) != ".bin" {
			return nil
		}
		data, err := os.ReadFile(name)
		if err != nil || len(data) < 8 {
			return err
		}
		p, err := pack.Open(string(data[:8]), data)
		if err != nil {
			return nil // of another form: tables of the grouper, which are numbers and titles of DRGs
		}
		for i := range p.Len() {
			text := p.Part(i).Rest()
			if at := findDescribed(text); at != "" {
				t.Errorf("%s, part %d: %q", name, i, at)
			}
			for _, owner := range licensed {
				if strings.Contains(text, owner) {
					t.Errorf("%s, part %d names the %s", name, i, owner)
				}
			}
		}
		read++
		return nil
	}))
	require.GreaterOrEqual(t, read, 7)

	n := 0
	for r := range hcpcsdata.Library().Releases() {
		for c := range r.All() {
			n++
			if s := c.String(); len(s) != 5 || s[0] < 'A' || s[0] > 'V' || s[0] == 'D' {
				t.Errorf("%s: %s is not a code of Level II that is free", r.Provenance().Release, s)
			}
		}
	}
	require.NotZero(t, n)
}
