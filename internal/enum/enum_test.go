package enum_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/internal/enum"
)

type status uint8

func (s status) String() string { return enum.Name(s, []string{"no", "yes"}) }

func TestName(t *testing.T) {
	require.Equal(t, []string{"no", "yes", "status(2)", "status(255)"},
		[]string{status(0).String(), status(1).String(), status(2).String(), status(255).String()})
}

func TestParse(t *testing.T) {
	var s status
	require.NoError(t, enum.Parse(&s, []byte("yes"), []string{"no", "yes"}))
	require.Equal(t, status(1), s)
	err := enum.Parse(&s, []byte("Yes"), []string{"no", "yes"})
	require.ErrorIs(t, err, medcode.ErrSyntax)
	require.EqualError(t, err, `status "Yes": want no or yes: malformed`)
	require.Equal(t, status(1), s)
}
