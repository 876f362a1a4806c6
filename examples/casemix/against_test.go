package main

import (
	"flag"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write the golden file anew")

// years are stays of several fiscal years: an atherectomy that has DRGs of its
// own since, heart failure that stays where it is, an injury of the heart whose
// code came in 2021, a lymphoma whose code is another since 2024, homelessness,
// which is a CC since 2024, and back pain whose code was split.
const years = `id,age,sex,status,admission,discharge,dx,px
ather,66,M,1,2025-06-04,2025-06-05,I25.110:Y E78.5:Y,02C03Z7 027034Z
heart,81,M,1,2025-01-07,2025-01-13,I11.0:Y I50.23:Y J96.01:Y,
obese,70,F,1,2024-03-04,2024-03-09,J18.9:Y E66.01:Y Z68.41:Y,
injury,70,F,1,2022-05-04,2022-05-09,I5A:Y M54.50:Y,
lymphoma,60,F,1,2024-02-04,2024-02-09,J18.9:Y C86.0:Y,
home,50,F,1,2022-06-04,2022-06-09,J18.9:Y Z59.02:Y,
back,50,F,1,2021-02-04,2021-02-09,M54.5:Y I10:Y,
now,74,F,1,2026-04-07,2026-04-10,I11.0:Y I50.9:Y E78.5:U,
`

// Each stay is grouped by the version of its own day and by another, in the codes
// of each, and the page says by which lines it moved.
func TestAgainst(t *testing.T) {
	p := made(t, years, "-against", "43.1")
	require.Equal(t, 8, p.Stays())
	v := p.Impact()
	require.Equal(t, "The same stays in the versions of their days (38.1, 39.1, 41, 42, 42.1, 43.1) and in 43.1", v.Heading)
	var page strings.Builder
	require.NoError(t, p.write(&page))
	_, got, _ := strings.Cut(page.String(), v.Heading)
	const golden = "testdata/against.html"
	if *update {
		require.NoError(t, os.WriteFile(golden, []byte(got), 0o600))
	}
	want, err := os.ReadFile(golden)
	require.NoError(t, err)
	require.Equal(t, string(want), got)

	back := made(t, strings.ReplaceAll(years, "2021-02", "2025-02"), "-against", "38.1").Impact()
	require.Contains(t, back.CodesCarried, "codes were carried")

	require.ErrorContains(t, run([]string{"-against", "43.1", "-versions", "42,43"}, nil, io.Discard), "exclude each other")
	require.ErrorContains(t, run([]string{"-against", "40.1"}, nil, io.Discard), "not embedded")
}

// Without -carry the codes of another year are not known to either version.
func TestCarry(t *testing.T) {
	const stay = "id,age,sex,status,discharge,dx\ns,70,F,1,2025-11-04,I5A:Y M54.50:Y\n"
	require.Equal(t, 1, made(t, stay, "-versions", "38.1,43.1").Impact().Refused)
	v := made(t, stay, "-versions", "38.1,43.1", "-carry").Impact()
	require.Zero(t, v.Refused)
	require.Equal(t, "2 codes were carried into those of another year, and 0 had no one code there and were left.", v.CodesCarried)
}
