package msdrg_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode/drg/internal/logic"
	"github.com/medcode/medcode/drg/msdrg"
)

// A family that has the same DRGs and asks the same columns in two versions that
// follow each other has the same table, or the difference is one that is known:
// a misprint is most often a table that the versions beside it print otherwise.
func TestNeighbours(t *testing.T) {
	var got []string
	compared := 0
	before, name := map[string]string{}, ""
	for _, r := range msdrg.Versions() {
		if !r.Embedded {
			continue
		}
		now := tablesOf(t, r.Version)
		for key, table := range now {
			was, ok := before[key]
			if !ok {
				continue
			}
			if compared++; was != table {
				drgs, _, _ := strings.Cut(key, " by ")
				got = append(got, fmt.Sprintf("%s to %s: %s", name, r.Version, drgs))
				t.Logf("%s to %s, %s: %s, was %s", name, r.Version, key, table, was)
			}
		}
		before, name = now, r.Version
	}
	slices.Sort(got)
	require.Greater(t, compared, 2500)
	require.Equal(t, []string{
		// 41 has no row for a catheterization without MCC: the row that asks for none
		// takes it when every other fails, as 41.1 prints. (v41 agrees with CMS's
		// grouper on all claims.)
		"41 to 41.1: 275,276,277",
		// Rows that asked that the one before doesn't hold no longer say so.
		"42.1 to 43: 518,519,520",
		// 360 comes behind 359, which takes all with an MCC: n/a and No are the same.
		"43 to 43.1: 359,360",
	}, got)
}

// tablesOf returns the tables of a version: what each row asks, by the DRGs and
// columns of the family.
func tablesOf(t *testing.T, version string) map[string]string {
	data, err := os.ReadFile("tables/v" + version + ".bin")
	require.NoError(t, err)
	l, err := logic.Decode(data)
	require.NoError(t, err)
	all := map[string]string{}
	add := func(families []logic.Family) {
		for _, f := range families {
			var drgs, rows []string
			columns := slices.Clone(f.Columns)
			for i := range columns {
				columns[i] = strings.ToUpper(columns[i])
			}
			for _, row := range f.Rows {
				drgs = append(drgs, fmt.Sprintf("%03d", row.DRG))
				var cells []string
				for _, c := range row.Cells {
					yes := "No"
					if c.Yes {
						yes = "Yes"
					}
					cells = append(cells, columns[c.Column]+" "+yes)
				}
				slices.Sort(cells)
				rows = append(rows, fmt.Sprintf("%03d %s", row.DRG, strings.Join(cells, ", ")))
			}
			slices.Sort(columns)
			slices.Sort(drgs)
			key := strings.Join(slices.Compact(drgs), ",") + " by " + strings.Join(columns, ", ")
			all[key] += strings.Join(rows, "; ") + "; "
		}
	}
	for _, c := range l.Chapters {
		add(c.Surgical)
		add(c.Medical)
	}
	add(l.Unrelated)
	return all
}
