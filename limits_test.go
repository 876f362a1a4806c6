package medcode_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
)

func TestLimitError(t *testing.T) {
	for limit, want := range map[string]string{
		"Entries":           "2 files (if it is right, raise Limits.Entries): limit exceeded",
		"Options.HoldBytes": "2 files (if it is right, raise Options.HoldBytes): limit exceeded",
		"":                  "2 files, which no limit raises: limit exceeded",
	} {
		err := &medcode.LimitError{Limit: limit, Reason: "2 files"}
		require.EqualError(t, err, want)
		require.ErrorIs(t, err, medcode.ErrLimit)
	}
}

// No bound is an ErrLimit of its own, which would not say what to do.
func TestBoundsAreLimitErrors(t *testing.T) {
	n := 0
	require.NoError(t, filepath.WalkDir(".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return err
		}
		text, err := os.ReadFile(name)
		for i, line := range strings.Split(string(text), "\n") {
			code, _, _ := strings.Cut(line, "//")
			n += strings.Count(code, "LimitError{")
			if strings.Contains(code, "medcode.ErrLimit") && !strings.Contains(code, "errors.Is(err, medcode.ErrLimit)") {
				t.Errorf("%s:%d: use a medcode.LimitError: %s", name, i+1, strings.TrimSpace(line))
			}
		}
		return err
	}))
	require.Greater(t, n, 30)
}
