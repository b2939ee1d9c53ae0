# SPDX-License-Identifier: Apache-2.0
# R on Fulcrum: products, decompositions and solutions.
check_libraries <- function() {
  maps <- readLines("/proc/self/maps")
  names <- unique(basename(sub("^[^/]*", "", grep("blas[^/]*\\.so", maps, value = TRUE))))
  if (length(names) == 0 || !all(startsWith(names, "libfulcrum_blas")))
    stop("the BLAS in this process is ", paste(names, collapse = " "))
}
close_to <- function(a, b, bound) {
  if (!(sqrt(sum(Mod(a - b)^2)) <= bound * max(1, sqrt(sum(Mod(b)^2))))) stop("a product is off")
}
set.seed(1)
for (n in c(1, 7, 64, 150)) {
  a <- matrix(rnorm(n * n), n)
  bound <- 1000 * n * .Machine$double.eps
  b <- t(a)
  well <- a + n * diag(n)
  close_to(well %*% solve(well, b), b, bound)
  close_to(crossprod(a), t(a) %*% a, bound)
  close_to(qr.Q(qr(a)) %*% qr.R(qr(a)), a, bound)
  s <- svd(a)
  close_to(s$u %*% diag(s$d, n) %*% t(s$v), a, bound)
  h <- crossprod(a) + diag(n)
  close_to(crossprod(chol(h)), h, bound)
  e <- eigen(h, symmetric = TRUE)
  close_to(h %*% e$vectors, e$vectors %*% diag(e$values, n), bound)
  z <- a + 1i * b
  w <- z + n * diag(n)
  close_to(w %*% solve(w, z), z, bound)
}
check_libraries()
cat("R", as.character(getRversion()), "passed\n")
