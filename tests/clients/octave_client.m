% SPDX-License-Identifier: Apache-2.0
% Octave on Fulcrum: products and solutions, real and complex, single and double.
function check_libraries()
  maps = fileread('/proc/self/maps');
  names = unique(regexp(maps, '[^/\s]*blas[^/\s]*\.so[^\s]*', 'match'));
  ours = strncmp(names, 'libfulcrum_blas', 15);
  if ! any(ours) || ! all(ours)
    error('the BLAS in this process is %s', strjoin(names, ' '));
  end
end

function close_to(a, b, bound)
  if ! (norm(a - b, 'fro') <= bound * max(1, norm(b, 'fro')))
    error('off by %g', norm(a - b, 'fro'));
  end
end

rand('seed', 1);
for n = [1 7 64 150]
  for kind = 1:4
    a = rand(n) - 0.5;
    if kind > 2, a = a + 1i * (rand(n) - 0.5); end
    if mod(kind, 2) == 0, a = single(a); end
    bound = 1000 * n * eps(class(a));
    well = a + n * eye(n);
    b = a.';
    close_to(well * (well \ b), b, bound);
    close_to(inv(well) * well, eye(n), bound);
    [q, r] = qr(a);
    close_to(q * r, a, bound);
    [u, s, v] = svd(a);
    close_to(u * s * v', a, bound);
    h = a * a' + eye(n);
    c = chol(h);
    close_to(c' * c, h, bound);
    product = zeros(n);
    for k = 1:n, product = product + a(:, k) * b(k, :); end
    close_to(a * b, product, bound);
  end
end
check_libraries();
printf('octave %s passed\n', version());
