package command

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// ReadEach reads the releases at the path that a flag gives: one, as [Read] does,
// or a folder whose folders are a release each, as years or quarters. Skipped
// says which of them are none, where some are.
func ReadEach[R any](flag, path, what string, read func(fs.FS) (R, error)) (all []R, skipped []error, err error) {
	folders, err := subfolders(path)
	if err != nil {
		return nil, nil, fmt.Errorf("-%s: want %s: %w", flag, what, err)
	}
	for _, dir := range folders {
		r, err := Read(flag, dir, what, read)
		if err != nil {
			skipped = append(skipped, err)
			continue
		}
		all = append(all, r)
	}
	if len(all) > 0 {
		return all, skipped, nil
	}
	r, err := Read(flag, path, what, read)
	if err != nil {
		return nil, nil, err
	}
	return []R{r}, nil, nil
}

// subfolders returns the folders in a folder, none where there are files beside
// them, or path is none.
func subfolders(path string) (all []string, err error) {
	info, err := os.Stat(path)
	if err != nil || !info.IsDir() {
		return nil, err
	}
	entries, err := os.ReadDir(path)
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		dir := filepath.Join(path, e.Name())
		if info, err := os.Stat(dir); err != nil || !info.IsDir() {
			return nil, err
		}
		all = append(all, dir)
	}
	return all, nil
}
