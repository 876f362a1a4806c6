package msdrg_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode/drg"
	"github.com/medcode/medcode/drg/msdrg"
	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/icd10/pcs"
)

// Versions that no vectors are for: what their titles say of the tables that
// only they have.
func TestOlderVersions(t *testing.T) {
	type codes = []string
	tests := []struct {
		version string
		dx, px  codes
		want    drg.Number
		says    string
	}{
		{"36", codes{"J18.9"}, codes{"5A1522G"}, 207, "ventilator support >96 hours or peripheral ECMO"},
		{"36", codes{"J18.9"}, codes{"5A1945Z"}, 208, "<= 96 hours"},
		{"36", codes{"J18.9"}, nil, 195, "neither"},
		{"36", codes{"A41.9", "J96.01"}, nil, 871, "without MV >96 hours with MCC"},
		{"36", codes{"A41.9"}, nil, 872, "without MCC"},
		{"36", codes{"A41.9", "J96.01"}, codes{"5A1955Z"}, 870, "with MV >96 hours or peripheral ECMO"},
		{"36", codes{"A41.9"}, codes{"5A1522G"}, 870, "peripheral ECMO"},
		{"36", codes{"I50.21"}, codes{"5A1522G"}, 291, "with MCC or peripheral ECMO"},
		{"36", codes{"I50.21"}, nil, 293, "without"},
		{"36", codes{"I46.9"}, codes{"5A1522G"}, 296, "cardiac arrest with MCC or peripheral ECMO"},
		{"36", codes{"E09.649"}, codes{"5A1522F"}, 3, "ECMO"},
		{"36", codes{"E09.649"}, codes{"0B113F4", "00B00ZZ"}, 3, "tracheostomy with PDX except face, mouth and neck with major O.R."},
		{"36", codes{"E09.649"}, codes{"0B113F4"}, 4, "without major O.R."},
		{"36", codes{"C02.0"}, codes{"0B113F4", "5A1955Z"}, 4, "tracheostomy with MV >96 hours"},
		{"36", codes{"C02.0"}, codes{"0B113F4"}, 13, "tracheostomy for face, mouth and neck diagnoses"},
		{"36", codes{"C94.02"}, codes{"0QWF4JZ"}, 836, "acute leukemia without major O.R. procedure"},
		{"36", codes{"I48.91"}, codes{"02560ZZ"}, 229, "without MCC"},
		{"36", codes{"I48.91", "J96.01"}, codes{"02560ZZ"}, 228, "with MCC"},
		{"37.2", codes{"I48.91"}, codes{"02560ZZ"}, 229, "without MCC"},
		{"37.2", codes{"I48.91", "I50.22"}, codes{"02560ZZ"}, 229, "without MCC"},
		{"38.1", codes{"I48.91"}, codes{"02560ZZ"}, 229, "without MCC"},
		{"38.1", codes{"I48.91", "J96.01"}, codes{"02560ZZ"}, 228, "with MCC"},
		{"43", codes{"I47.20"}, codes{"0JH608Z", "02H63KZ"}, 277, "without MCC; no column asks for a catheterization"},
		{"43", codes{"I47.20", "J96.01"}, codes{"0JH608Z", "02H63KZ"}, 276, "with MCC"},
		{"37.2", codes{"C94.02"}, codes{"0QWF4JZ"}, 836, "acute leukemia without major O.R. procedure"},
		{"37.2", codes{"C02.0"}, codes{"0B113F4", "5A1955Z"}, 4, "tracheostomy with MV >96 hours"},
		{"37.2", codes{"C02.0"}, codes{"0B113F4"}, 13, "tracheostomy for face, mouth and neck diagnoses"},
	}
	for _, tt := range tests {
		g, err := msdrg.Version(tt.version)
		require.NoError(t, err)
		s := &drg.Stay{Status: 1}
		for _, c := range tt.dx {
			s.Diagnoses = append(s.Diagnoses, drg.Diagnosis{Code: cm.MustParse(c)})
		}
		for _, p := range tt.px {
			s.Procedures = append(s.Procedures, drg.Procedure{Code: pcs.MustParse(p)})
		}
		require.Equal(t, tt.want, g.Group(s).Initial.DRG, "%s %v %v: %s", tt.version, tt.dx, tt.px, tt.says)
	}
}
