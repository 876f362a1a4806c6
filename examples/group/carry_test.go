package main

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// A stay of fiscal year 2026, whose principal diagnosis came in 2021, grouped by
// the logic of 2020.
func TestCarry(t *testing.T) {
	path := write(t, "a.csv", "id,age,sex,status,discharge,dx,px\n"+
		"s,70,M,1,2025-11-02,I5A:Y M54.50:Y F32.A:Y,XW03341\n"+
		"own,70,M,1,2021-02-01,I21.A9:Y,\n")
	status, out, errs := group("", "-version", "38.1", path)
	require.Equal(t, 1, status)
	require.Contains(t, out, "I5A is not a code of version 38.1")
	require.NotContains(t, errs, "carried")

	status, out, errs = group("", "-version", "38.1", "-carry", path)
	require.Equal(t, 0, status, "%s", errs)
	require.Contains(t, out, "s\t38.1\t282\t")
	require.Contains(t, out, "principal I21.A9; no CC or MCC; I5A, diagnosis 1: carried to I21.A9 (conversion table, 2021-10-01); "+
		"M54.50, diagnosis 2: carried to M54.5 (conversion table, 2021-10-01); F32.A, diagnosis 3: carried to F32.9 (conversion table, 2021-10-01)")
	require.Contains(t, errs, "3 codes carried into those of version 38.1, 0 could not be")

	status, out, _ = group("", "-version", "38.1", "-carry", "-explain", "s", path)
	require.Equal(t, 0, status)
	require.Contains(t, out, "Codes of another year\n  I5A, diagnosis 1: carried to I21.A9")
	_, out, _ = group("", "-version", "38.1", "-carry", "-explain", "s", "-form", "json", path)
	require.Contains(t, out, `"kind": "REPLACED"`)

	back := write(t, "b.csv", "id,age,sex,status,discharge,dx\nb,50,F,1,2021-02-01,J18.9:Y M54.5:Y\n")
	status, out, errs = group("", "-version", "43.1", "-carry", back)
	require.Equal(t, 1, status, "a code that could not be carried is not recognised")
	require.Contains(t, out, "M54.5, diagnosis 2: not carried: may be M54.50, M54.51, M54.59")
	require.Contains(t, errs, "0 codes carried into those of version 43.1, 1 could not be")

	status, _, errs = group("", "-carry", path)
	require.Equal(t, 2, status)
	require.Contains(t, errs, "-carry goes with")
}
