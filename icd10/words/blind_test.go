package words_test

import (
	"os"
	"testing"

	"github.com/stretchr/testify/require"
)

func blind(t *testing.T, name string) count {
	text, err := os.ReadFile("testdata/" + name)
	require.NoError(t, err)
	return score(t, string(text), "all")
}

func TestBlind(t *testing.T) { blind(t, "blind1.tsv") }
