package drg

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// Families that ask for the discharge status are tried even where no procedure
// could fulfil them: an invalid status shows.
func TestStatusIsAsked(t *testing.T) {
	byProcedure := cond{op: opProcedure, lists: []listID{0}}
	plain := family{base: byProcedure}
	asking := family{base: cond{op: opAnd, kids: []cond{{op: opStatus, set: []int{7}}, byProcedure}}}
	g := newGrouper(&logic{
		lists:    []list{{}},
		chapters: []chapter{{mdc: 1, surgical: []family{plain}}, {mdc: 2, surgical: []family{plain, asking}}},
	})
	require.NotNil(t, g.chapters[0].asked)
	require.True(t, g.chapters[0].surgical[0].procedural)
	require.Nil(t, g.chapters[1].asked)
	require.False(t, g.chapters[1].surgical[1].procedural)
}
