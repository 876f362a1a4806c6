package drg

import (
	"testing"

	"github.com/medcode/medcode/drg/internal/logic"

	"github.com/stretchr/testify/require"
)

// Families that ask for the discharge status are tried even where no procedure
// could fulfil them: an invalid status shows.
func TestStatusIsAsked(t *testing.T) {
	byProcedure := logic.Cond{Op: logic.OpProcedure, Lists: []logic.ListID{0}}
	plain := logic.Family{Base: byProcedure}
	asking := logic.Family{Base: logic.Cond{Op: logic.OpAnd, Kids: []logic.Cond{{Op: logic.OpStatus, Set: []int{7}}, byProcedure}}}
	g, err := newGrouper(&logic.Logic{
		Lists:    []logic.List{{}},
		Chapters: []logic.Chapter{{MDC: 1, Surgical: []logic.Family{plain}}, {MDC: 2, Surgical: []logic.Family{plain, asking}}},
	})
	require.NoError(t, err)
	require.False(t, g.chapters[0].open)
	require.True(t, g.chapters[0].surgical[0].procedural)
	require.True(t, g.chapters[1].open)
	require.False(t, g.chapters[1].surgical[1].procedural)
}
