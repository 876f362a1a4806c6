package enum_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode/internal/enum"
)

type status uint8

func (s status) String() string { return enum.Name(s, []string{"no", "yes"}) }

func TestName(t *testing.T) {
	require.Equal(t, []string{"no", "yes", "status(2)", "status(255)"},
		[]string{status(0).String(), status(1).String(), status(2).String(), status(255).String()})
}
