package cmdata_test

import (
	"fmt"
	"os"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/medcode/medcode"
	"github.com/medcode/medcode/icd10/cm"
	"github.com/medcode/medcode/icd10/cm/cmdata"
)

// A Codes answers from a library that is replaced while others read it: a library
// doesn't change, so that a reader goes on with the one that it has.
type Codes struct{ current atomic.Pointer[cm.Library] }

// Reload opens the releases of a tree of folders together with those that are
// embedded. On an error the library stays as it is.
func (c *Codes) Reload(dir string) error {
	l, err := cmdata.Library().WithTree(os.DirFS(dir), medcode.ReadOptions{})
	if err == nil {
		c.current.Store(l)
	}
	return err
}

// Check answers by the library of the moment.
func (c *Codes) Check(code string, on medcode.Date) (cm.Verdict, error) {
	return c.current.Load().Check(code, on)
}

// A server reloads its releases beside those who read them.
func Example_reload() {
	var codes Codes
	if err := codes.Reload("../testdata"); err != nil { // a folder of releases: 2029 and 2030
		fmt.Println(err)
		return
	}
	for _, day := range []string{"2026-05-02", "2029-11-01"} {
		v, err := codes.Check("I50.9", medcode.MustParseDate(day))
		fmt.Println(v.Status, v.Released, err)
	}
	last, _ := codes.current.Load().Through()
	fmt.Println("these sets end on", last)
	// Output:
	// valid 2026-04 <nil>
	// valid 2030 <nil>
	// these sets end on 2030-09-30
}

func TestReload(t *testing.T) {
	var codes Codes
	require.NoError(t, codes.Reload("../testdata"))
	require.Error(t, codes.Reload("../no such folder"))
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() {
			for range 200 {
				v, err := codes.Check("I50.9", medcode.MustParseDate("2026-05-02"))
				if err != nil || v.Status != cm.Valid {
					t.Error(v, err)
				}
			}
		})
	}
	for range 5 {
		require.NoError(t, codes.Reload("../testdata"))
	}
	wg.Wait()
}
