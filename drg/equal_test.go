package drg_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode/drg"
	"github.com/medcode/medcode/icd10/pcs"
)

// go-cmp compares stays and results, although they have fields of their own.
func TestEqual(t *testing.T) {
	g := fixtureGrouper(t)
	a, b := claim(t, "M1611 | 0SR90J9"), claim(t, "M1611 | 0SR90J9")
	require.Empty(t, cmp.Diff(*a, *b))
	used := g.Group(claim(t, "T2000XA J9601"))
	g.GroupInto(b, &used)
	require.True(t, cmp.Equal(g.Group(a), used))
	b.Procedures[0].Code = pcs.MustParse("0SRC0J9")
	require.False(t, cmp.Equal(*a, *b))
	other := g.Group(claim(t, "M1611 J9601"))
	require.False(t, other.Equal(used))
	require.True(t, cmp.Equal(b.Diagnoses, a.Diagnoses))
	require.False(t, cmp.Equal(b.Procedures, a.Procedures))
	require.True(t, cmp.Equal(g.Group(a).Diagnoses, used.Diagnoses))
	require.True(t, cmp.Equal(g.Explain(a), g.Explain(a)))
	empty := drg.Stay{Diagnoses: []drg.Diagnosis{}}
	require.True(t, empty.Equal(drg.Stay{}))
}

// The zero Grouper says that it has no logic.
func TestZeroGrouper(t *testing.T) {
	var g drg.Grouper
	s := claim(t, "M1611 | 0SR90J9")
	r := g.Group(s)
	require.Equal(t, drg.NoLogic, r.Initial.Code)
	require.Equal(t, drg.NoLogic, r.Final.Code)
	require.Equal(t, drg.Number(999), r.Final.DRG)
	require.Equal(t, "NO_LOGIC", r.Final.Code.String())
	require.Len(t, r.Diagnoses, 1)
	require.Contains(t, g.Explain(s).String(), "the zero Grouper has no logic")
	require.Empty(t, g.WhatIf(s, nil))
	require.Empty(t, g.Version())
	require.Empty(t, g.DRGs())
	require.Empty(t, g.MDCTitle(5))
	_, ok := g.Title(470)
	require.False(t, ok)
	_, ok = g.Diagnosis(s.Diagnoses[0].Code)
	require.False(t, ok)
	_, ok = g.Procedure(s.Procedures[0].Code)
	require.False(t, ok)
	g.Compare(s, s)
	_, err := g.MarshalBinary()
	require.ErrorIs(t, err, drg.ErrFormat)
}

// Nothing is grouped as an empty stay is.
func TestNilStay(t *testing.T) {
	g := fixtureGrouper(t)
	require.Equal(t, drg.InvalidPDX, g.Group(nil).Initial.Code)
	require.Equal(t, drg.InvalidPDX, g.Explain(nil).Result.Initial.Code)
	require.Empty(t, g.WhatIf(nil, nil))
	require.Empty(t, g.Compare(nil, nil).Differences)
	var none *drg.Grouper
	require.Equal(t, drg.NoLogic, none.Group(nil).Final.Code)
	require.Equal(t, drg.NoLogic, none.Explain(nil).Result.Final.Code)
}
