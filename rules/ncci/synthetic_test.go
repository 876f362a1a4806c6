package ncci

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing/fstest"

	"github.com/medcode/medcode/hcpcs"
)

// preamble opens Medicare's PTP text files; the notice is not the official one.
const preamble = "A notice of copyright.\t\t\t\t\t\t\r\n" +
	"Column1/Column2 Edits\t\t\t\t\t\t\r\n" +
	"Column 1\tColumn 2\t*=in existence\tEffective\tDeletion\tModifier\tPTP Edit Rationale\r\n" +
	"\t\tprior to 1996\tDate\tDate\t0=not allowed\t\r\n" +
	"\t\t\t\t*=no data\t1=allowed\t\r\n" +
	"\t\t\t\t\t9=not applicable\t\r\n"

// syntheticCodes are some 15,000 codes spread as CPT and HCPCS codes are.
func syntheticCodes() []string {
	var all []string
	for n := 100; n < 99500; n += 9 {
		all = append(all, fmt.Sprintf("%05d", n))
	}
	for _, last := range "MTU" {
		for n := 1; n <= 500; n++ {
			all = append(all, fmt.Sprintf("%04d%c", n, last))
		}
	}
	for _, first := range "ACEGJKLQSV" {
		for n := 100; n < 1000; n += 4 {
			all = append(all, fmt.Sprintf("%c%04d", first, n))
		}
	}
	slices.Sort(all)
	return all
}

// syntheticPTP makes the text of a PTP file of about that many edits, in the
// official layout and shape: each column 1 code with runs of neighbouring
// column 2 codes, most edits undeleted, some deleted and begun anew.
func syntheticPTP(rows int) []byte {
	codes := syntheticCodes()
	r := rand.New(rand.NewPCG(1996, 2026))
	starts := []string{"19960101", "20020101", "20101001", "20160701", "20190101", "20220401", "20250101"}
	ends := []string{"*", "*", "*", "*", "20251231", "20230630"}
	reasons := []string{"Misuse of Column Two code with Column One code", "Standards of medical/surgical practice",
		"CPT Manual or CMS manual coding instruction", "Mutually exclusive procedures", "More extensive procedure"}
	var b bytes.Buffer
	b.Grow(rows * 80)
	b.WriteString(preamble)
	per := rows / len(codes)
	column2 := map[int]bool{}
	for i, one := range codes {
		clear(column2)
		for n := per/2 + r.IntN(per+1); len(column2) < n; {
			first := r.IntN(len(codes))
			for k := first; k < min(first+1+r.IntN(8), len(codes)); k++ {
				if k != i {
					column2[k] = true
				}
			}
		}
		order := make([]int, 0, len(column2))
		for k := range column2 {
			order = append(order, k)
		}
		slices.Sort(order)
		for _, k := range order {
			reason := reasons[r.IntN(len(reasons))]
			if r.IntN(50) == 0 { // an edit deleted in 1999 and begun anew
				fmt.Fprintf(&b, "%s\t%s\t*\t19960101\t19991231\t1\t%s\r\n", one, codes[k], reason)
			}
			from := starts[r.IntN(len(starts))]
			to, indicator := ends[r.IntN(len(ends))], r.IntN(2)
			if from != "19960101" && r.IntN(20) == 0 {
				to, indicator = from, 9
			}
			if to != "*" && to < from {
				to = "*"
			}
			if from == "19960101" {
				from = "20000101"
			}
			fmt.Fprintf(&b, "%s\t%s\t\t%s\t%s\t%d\t%s\r\n", one, codes[k], from, to, indicator, reason)
		}
	}
	return b.Bytes()
}

// parts splits a PTP text into as many files, as CMS publishes it.
func parts(text []byte, n int) fstest.MapFS {
	head, body := text[:len(preamble)], text[len(preamble):]
	fsys := fstest.MapFS{}
	for i := range n {
		cut := len(body)
		if i < n-1 {
			cut = len(body) / (n - i)
			cut += bytes.IndexByte(body[cut:], '\n') + 1
		}
		fsys[fmt.Sprintf("ccipra-v321r0-f%d.txt", i+1)] = &fstest.MapFile{Data: slices.Concat(head, body[:cut])}
		body = body[cut:]
	}
	return fsys
}

func code(s string) hcpcs.Code { return hcpcs.MustParse(s) }
