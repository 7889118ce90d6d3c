// 安心接口：Go 1.20 以上，只用标准库。用法：go run anxin.go POST /api/v1/cover '{"worker":"…"}'
package main

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"
)

func env(name, otherwise string) string {
	if value := os.Getenv(name); value != "" {
		return value
	}
	return otherwise
}

// Call sends one signed request.
func Call(method, path, body string) (int, string, error) {
	random := make([]byte, 12)
	if _, err := rand.Read(random); err != nil {
		return 0, "", err
	}
	stamp := env("ANXIN_TIME", strconv.FormatInt(time.Now().Unix(), 10))
	nonce := env("ANXIN_NONCE", hex.EncodeToString(random))
	sum := sha256.Sum256([]byte(body))
	digest := "sha-256=:" + base64.StdEncoding.EncodeToString(sum[:]) + ":"
	mac := hmac.New(sha256.New, []byte(os.Getenv("ANXIN_SECRET")))
	mac.Write([]byte(strings.Join([]string{method, path, stamp, nonce, digest}, "\n")))
	request, err := http.NewRequest(method, os.Getenv("ANXIN_URL")+path, strings.NewReader(body))
	if err != nil {
		return 0, "", err
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Anxin-Key", os.Getenv("ANXIN_KEY"))
	request.Header.Set("Anxin-Time", stamp)
	request.Header.Set("Anxin-Nonce", nonce)
	request.Header.Set("Content-Digest", digest)
	request.Header.Set("Anxin-Signature", base64.StdEncoding.EncodeToString(mac.Sum(nil)))
	if key := os.Getenv("ANXIN_IDEMPOTENCY_KEY"); key != "" {
		request.Header.Set("Idempotency-Key", key)
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return 0, "", err
	}
	defer answer.Body.Close()
	content, err := io.ReadAll(answer.Body)
	return answer.StatusCode, string(content), err
}

func main() {
	body := ""
	if len(os.Args) > 3 {
		body = os.Args[3]
	}
	status, content, err := Call(os.Args[1], os.Args[2], body)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	fmt.Println(content)
	if status >= 400 {
		os.Exit(1)
	}
}
