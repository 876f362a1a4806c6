package cpt_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode/cpt"
)

// A row of a file: a code of five characters that may be CPT's, a separator,
// and words.
var describedCode = regexp.MustCompile(`(?m)^[\s"'{(\[]*(\d{4}[0-9FTUM])["']?[ \t,;|:=]+["']?\s*([A-Za-z][A-Za-z()/-]*,? [A-Za-z][^\n]{3,})`)

// The descriptors of CPT are the AMA's: no file of the repository has one. A
// line that pairs a CPT code with words must say that the words are made up.
// ICD-9-CM diagnoses have five digits too; they stand in files whose path says
// so, and numbers that CPT doesn't use are no codes.
func TestNoDescriptors(t *testing.T) {
	for _, row := range []string{"99213\t", "99213,", "\"99213\", \"", "  99213: "} {
		require.Regexp(t, describedCode, row+"A visit of some kind", "the test finds them")
	}
	files := 0
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			if d != nil && d.Name() == ".git" {
				return fs.SkipDir
			}
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil || !utf8.Valid(data) {
			return err
		}
		files++
		for _, m := range describedCode.FindAllStringSubmatch(string(data), -1) {
			c, err := cpt.Parse(m[1])
			if err != nil {
				continue
			}
			if _, ok := c.Section(); !ok || strings.Contains(strings.ToLower(m[2]), "made up") || isICD9(path) {
				continue
			}
			t.Errorf("%s: %s: is this a descriptor of CPT, which may not be here? %q", path, c, m[2])
		}
		return nil
	})
	require.NoError(t, err)
	require.Greater(t, files, 50)
}

func isICD9(path string) bool {
	path = strings.ToLower(path)
	return strings.Contains(path, "icd9") || strings.Contains(path, "gem") || strings.Contains(path, "mce")
}
