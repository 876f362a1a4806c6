// Command gen compiles the texts of the newest embedded releases into the files
// that package wordsdata embeds. It is run by go generate, after that of cmdata
// and pcsdata.
package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/medcode/medcode/icd10/cm/cmdata"
	"github.com/medcode/medcode/icd10/pcs/pcsdata"
	"github.com/medcode/medcode/icd10/words"
)

func main() {
	if err := run("."); err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}

func run(dir string) error {
	for name, data := range compile() {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o644); err != nil {
			return err
		}
		fmt.Printf("%s\t%d bytes\n", name, len(data))
	}
	return nil
}

// compile returns the files by name.
func compile() map[string][]byte {
	diagnoses := slices.Collect(cmdata.Library().Releases())
	slices.Reverse(diagnoses)
	procedures := slices.Collect(pcsdata.Library().Releases())
	d, _ := words.New(diagnoses[0], words.Options{Older: diagnoses[1:]}).MarshalBinary() // neither fails
	p, _ := words.NewProcedures(procedures[len(procedures)-1]).MarshalBinary()
	return map[string][]byte{"cm.bin": d, "pcs.bin": p}
}
