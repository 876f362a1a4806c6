package compile

import (
	"bytes"
	"compress/flate"
	_ "embed"
	"io"
	"strings"

	"github.com/medcode/medcode/icd10/cm"
)

// external.bin holds the external causes of morbidity (V00 to Y99) of the
// ICD-10-CM code files of the fiscal years 2023 to 2026, compressed. It is made
// by go generate in msdrg.
//
//go:embed external.bin
var externalBytes []byte

// externalCauses returns the codes of external.bin.
func externalCauses() []cm.Code {
	text, err := io.ReadAll(flate.NewReader(bytes.NewReader(externalBytes)))
	if err != nil {
		panic(err) // a defect of the file in the repository, which a test finds
	}
	var out []cm.Code
	for s := range strings.Lines(string(text)) {
		out = append(out, cm.MustParse(s))
	}
	return out
}
