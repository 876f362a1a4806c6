package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// manyClaims is an 837 of n claims of as many patients: of all that it says much
// repeats, as in any, and of some hundred ways.
func manyClaims(professional bool, n int) string {
	var b strings.Builder
	count := 0
	add := func(format string, args ...any) {
		fmt.Fprintf(&b, format+"~\n", args...)
		count++
	}
	guide := "005010X223A2"
	if professional {
		guide = "005010X222A1"
	}
	b.WriteString("ISA*00*          *00*          *ZZ*A              *ZZ*B              *260420*1200*^*00501*000000001*0*T*:~\nGS*HC*S*R*20260401*1200*1*X*" + guide + "~\n")
	add("ST*837*0001*%s", guide)
	add("BHT*0019*00*1*20260401*1200*CH")
	add("HL*1**20*1")
	add("NM1*85*2*CLINIC*****XX*1234567893")
	add("N3*1 MAIN ST")
	add("N4*TOWN*MD*207051234")
	second := []string{"E1122", "E785", "N183", "J449", "F329", "M1711", "Z7901", "K219"}
	visits := []string{"99213", "99214", "99203", "99212", "99215"}
	tests := []string{"80053", "85025", "36415", "83036", "93000", "81002", "71046"}
	for i := range n {
		add("HL*%d*1*22*0", i+2)
		add("SBR*P*18*******MB")
		add("NM1*IL*1*DOE%d*JANE*A***MI*1EG4TE5MK%02d", i, i%100)
		add("N3*%d NORTH STREET", i)
		add("N4*TOWN*MD*20705")
		add("DMG*D8*19%02d0%d15*%c", 30+i%70, 1+i%9, "FM"[i%2])
		add("NM1*PR*2*MEDICARE*****PI*00000")
		if !professional {
			add("CLM*STAY%d*%d.50***11:A:1**A*Y*Y", i, 12000+i)
			add("DTP*434*RD8*20260410-20260415")
			add("DTP*435*DT*202604100930")
			add("CL1*1*1*01")
			add("HI*ABK:I214:::::::Y")
			add("HI*ABJ:R079")
			add("HI*DR:282")
			add("HI*ABF:%s:::::::Y*ABF:N179:::::::N*ABF:J9601:::::::Y*ABF:I10:::::::Y*ABF:Z7982", second[i%len(second)])
			add("HI*BBR:02703ZZ:D8:20260411*BBQ:B2111ZZ:D8:20260411")
			add("NM1*71*1*ROE*ALEX****XX*1245319599")
			for k, line := range []string{"0120**6000*DA*5", "0250**1500.25*UN*12", "0301*HC:80053*220*UN*1", "0360**4280.25*UN*1"} {
				add("LX*%d", k+1)
				add("SV2*%s", line)
				add("DTP*472*D8*20260411")
			}
			continue
		}
		add("CLM*A%d*%d***11:B:1*Y*A*Y*Y", i, 145)
		add("REF*D9*%010d", i)
		add("HI*ABK:I10*ABF:%s", second[i%len(second)])
		add("NM1*82*1*ROE*ALEX****XX*1245319599")
		add("LX*1")
		add("SV1*HC:%s:25*100*UN*1***1:2", visits[i%len(visits)])
		add("DTP*472*D8*202604%02d", 1+i%30)
		add("LX*2")
		add("SV1*HC:%s*45*UN*1***1:2", tests[i%len(tests)])
		add("DTP*472*D8*202604%02d", 1+i%30)
	}
	fmt.Fprintf(&b, "SE*%d*0001~\nGE*1*1~\nIEA*1*000000001~\n", count+1)
	return b.String()
}

// BenchmarkCheck checks claims of an 837 by all packs at hand, to findings in JSON.
func BenchmarkCheck(b *testing.B) {
	const n = 100_000
	for name, professional := range map[string]bool{"professional": true, "institutional": false} {
		b.Run(name, func(b *testing.B) {
			file := filepath.Join(b.TempDir(), "claims.837")
			require.NoError(b, os.WriteFile(file, []byte(manyClaims(professional, n)), 0o600))
			out := filepath.Join(b.TempDir(), "found.json")
			for b.Loop() {
				var stderr bytes.Buffer
				require.LessOrEqual(b, run([]string{"-format", "json", "-ncci", "sample/ncci", "-o", out, file}, nil, nil, &stderr), 1, stderr.String())
			}
			b.ReportMetric(float64(n*b.N)/b.Elapsed().Seconds(), "claims/s")
		})
	}
}
