package stayfile_test

import (
	"fmt"
	"strings"

	"github.com/medcode/medcode/drg/stayfile"
)

func ExampleNewReader() {
	const file = "id,age,sex,status,discharge,dx,px\n" +
		"a,70,M,6,2026-05-11,M16.12:Y I26.99:N,0SRB04A\n" +
		"b,old,M,1,2026-05-11,I10:Y,\n"
	r, err := stayfile.NewReader(strings.NewReader(file), "stays.csv")
	if err != nil {
		fmt.Println(err)
		return
	}
	for stay, err := range r.All() {
		if err != nil {
			fmt.Println(err)
			continue
		}
		fmt.Println(stay.ID, stay.Age, stay.Diagnoses[0].Code, len(stay.Procedures))
	}
	// Output:
	// a 70 M16.12 1
	// stays.csv:3:3: age: want a whole number of years: malformed: "old"
}
