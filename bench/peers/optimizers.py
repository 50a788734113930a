"""Times optimizer steps in plain PyTorch: the other side of `bench/run steps --peer`.

A multilayer perceptron (ReLU, softmax cross-entropy, float64, synthetic data, one thread) is trained
by each optimizer; every block of steps is timed beside a block of plain SGD. Prints JSON:

    {"torch": "1.13.0", "refresh": 10, "dgemmGigaflops": 60.0,
     "batch": {"512": {"sgd": {"cpuSeconds": [...], "wallSeconds": [...], "median": ...}, ...}}}

with the seconds of one step, one number for each block, and the median CPU seconds of the process.

The optimizers are written from their published equations: K-FAC with factored damping (Martens and
Grosse 2015, section 6.3), its statistics gathered by hooks; EKFAC (George et al. 2018); Shampoo
(Gupta et al. 2018) with running means; SOAP (Vyas et al. 2024); Muon (Jordan et al. 2024).
"""

import argparse
import json
import statistics
import time

import torch
from torch import nn


class Kfac:
    """W ← W − η (πG + √λ I)⁻¹ ∇ (A/π + √λ I)⁻¹, statistics every step, inverses every `refresh`."""

    def __init__(self, model, refresh, fisher, lr=1e-3, damping=1e-1, decay=0.95):
        self.layers = [module for module in model if isinstance(module, nn.Linear)]
        self.refresh, self.fisher = refresh, fisher
        self.lr, self.damping, self.decay = lr, damping, decay
        self.inputs, self.outputs, self.gradients = {}, {}, {}
        self.weight = 0.0
        self.t = 0
        self.A = {m: torch.zeros(m.in_features + 1, m.in_features + 1) for m in self.layers}
        self.G = {m: torch.zeros(m.out_features, m.out_features) for m in self.layers}
        self.inverses = {}
        for module in self.layers:
            module.register_forward_hook(self._saw)

    def _saw(self, module, inputs, output):
        self.inputs[module] = inputs[0].detach()
        self.outputs[module] = output
        if self.fisher == "empirical":
            output.register_hook(lambda g, module=module: self.gradients.__setitem__(module, g))

    def step(self, model, x, y):
        logits = model(x)
        loss = nn.functional.cross_entropy(logits, y)
        if self.fisher == "sampled":
            drawn = torch.distributions.Categorical(logits=logits.detach()).sample()
            sampled = nn.functional.cross_entropy(logits, drawn)
            outputs = [self.outputs[m] for m in self.layers]
            found = torch.autograd.grad(sampled, outputs, retain_graph=True)
            self.gradients = dict(zip(self.layers, found))
        model.zero_grad(set_to_none=True)
        loss.backward()
        with torch.no_grad():
            self._statistics()
            if self.t % self.refresh == 0:
                self._decompose()
            self._update()
        self.t += 1

    def _factors(self, module):
        """ā and the per-example g; the loss is a mean, so its gradients are g/n."""
        a = self.inputs[module]
        a = torch.cat([a, a.new_ones(len(a), 1)], 1)
        return a, self.gradients[module] * len(a)

    def _statistics(self):
        self.weight = self.decay * self.weight + 1
        for m in self.layers:
            a, g = self._factors(m)
            self.A[m].lerp_(a.t() @ a / len(a), 1 / self.weight)
            self.G[m].lerp_(g.t() @ g / len(g), 1 / self.weight)

    def _decompose(self):
        for m in self.layers:
            A, G = self.A[m], self.G[m]
            pi = torch.sqrt(A.trace() / len(A) / (G.trace() / len(G)))
            root = self.damping**0.5
            right = A / pi + root * torch.eye(len(A))
            left = pi * G + root * torch.eye(len(G))
            self.inverses[m] = [
                torch.cholesky_inverse(torch.linalg.cholesky(M)) for M in (left, right)
            ]

    def _update(self):
        for m in self.layers:
            left, right = self.inverses[m]
            D = left @ torch.cat([m.weight.grad, m.bias.grad[:, None]], 1) @ right
            m.weight.sub_(D[:, :-1], alpha=self.lr)
            m.bias.sub_(D[:, -1], alpha=self.lr)


class Ekfac(Kfac):
    """W ← W − η U_G[(U_Gᵀ ∇ U_A) ⊘ (S + λ)]U_Aᵀ, S the running E[(U_Gᵀ g aᵀ U_A)²]."""

    def __init__(self, model, refresh, fisher, **settings):
        super().__init__(model, refresh, fisher, **settings)
        self.S = {}

    def _decompose(self):
        for m in self.layers:
            self.inverses[m] = [torch.linalg.eigh(M)[1] for M in (self.G[m], self.A[m])]

    def _update(self):
        for m in self.layers:
            U, V = self.inverses[m]
            a, g = self._factors(m)
            new = (g @ U).square_().t() @ (a @ V).square_() / len(a)
            S = self.S.setdefault(m, torch.zeros_like(new))
            S.lerp_(new, 1 / self.weight)
            rotated = U.t() @ torch.cat([m.weight.grad, m.bias.grad[:, None]], 1) @ V
            D = U @ (rotated / (S + self.damping)) @ V.t()
            m.weight.sub_(D[:, :-1], alpha=self.lr)
            m.bias.sub_(D[:, -1], alpha=self.lr)


class FromGradients:
    """An optimizer that needs the gradients alone."""

    def __init__(self, model, refresh, lr):
        self.parameters = list(model.parameters())
        self.refresh, self.lr = refresh, lr
        self.state = {p: {} for p in self.parameters}
        self.t = 0

    def step(self, model, x, y):
        loss = nn.functional.cross_entropy(model(x), y)
        model.zero_grad(set_to_none=True)
        loss.backward()
        with torch.no_grad():
            for p in self.parameters:
                self.move(p, p.grad, self.state[p])
        self.t += 1


class Sgd(FromGradients):
    """W ← W − η ∇."""

    def move(self, p, g, state):
        p.sub_(g, alpha=self.lr)


def adam(g, state, beta1, beta2, epsilon, t):
    """m̂ / (√v̂ + ε)."""
    m = state.setdefault("m", torch.zeros_like(g))
    v = state.setdefault("v", torch.zeros_like(g))
    m.lerp_(g, 1 - beta1)
    v.mul_(beta2).addcmul_(g, g, value=1 - beta2)
    return m / (1 - beta1**t) / ((v / (1 - beta2**t)).sqrt_() + epsilon)


class Adam(FromGradients):
    """W ← W − η m̂ / (√v̂ + ε)."""

    def move(self, p, g, state):
        p.sub_(adam(g, state, 0.9, 0.999, 1e-8, self.t + 1), alpha=self.lr)


class Soap(FromGradients):
    """Adam in the eigenbasis of Shampoo's factors, which one QR step follows every `refresh`."""

    beta1, beta2, epsilon, decay = 0.95, 0.95, 1e-8, 0.01

    def move(self, p, g, state):
        if p.dim() == 1:
            self._plain(p, g, state)
            return
        if not state:
            state["L"] = (1 - self.beta2) * g @ g.t()
            state["R"] = (1 - self.beta2) * g.t() @ g
            state["U"] = torch.linalg.eigh(state["L"])[1].flip(1)
            state["V"] = torch.linalg.eigh(state["R"])[1].flip(1)
            state["m"], state["v"] = torch.zeros_like(g), torch.zeros_like(g)
            return
        U, V, m, v = state["U"], state["V"], state["m"], state["v"]
        r = U.t() @ g @ V
        m.lerp_(r, 1 - self.beta1)
        v.mul_(self.beta2).addcmul_(r, r, value=1 - self.beta2)
        rate = self.lr * (1 - self.beta2**self.t) ** 0.5 / (1 - self.beta1**self.t)
        p.sub_(U @ (m / (v.sqrt() + self.epsilon)) @ V.t(), alpha=rate)
        p.mul_(1 - self.lr * self.decay)
        state["L"].lerp_(g @ g.t(), 1 - self.beta2)
        state["R"].lerp_(g.t() @ g, 1 - self.beta2)
        if self.t % self.refresh == 0:
            m = U @ m @ V.t()
            state["U"], rows = self._follow(state["L"], U)
            state["V"], columns = self._follow(state["R"], V)
            state["v"] = v[rows][:, columns]
            state["m"] = state["U"].t() @ m @ state["V"]

    def _plain(self, p, g, state):
        if not state:
            state["m"], state["v"] = torch.zeros_like(g), torch.zeros_like(g)
            return
        m, v = state["m"], state["v"]
        m.lerp_(g, 1 - self.beta1)
        v.mul_(self.beta2).addcmul_(g, g, value=1 - self.beta2)
        rate = self.lr * (1 - self.beta2**self.t) ** 0.5 / (1 - self.beta1**self.t)
        p.sub_(m / (v.sqrt() + self.epsilon), alpha=rate)
        p.mul_(1 - self.lr * self.decay)

    @staticmethod
    def _follow(S, Q):
        SQ = S @ Q
        order = (Q * SQ).sum(0).argsort(descending=True)
        return torch.linalg.qr(SQ[:, order])[0], order


class Shampoo(FromGradients):
    """W ← W − η L^(−1/4) m̂ R^(−1/4), L and R running means; a vector has one factor and root −1/2."""

    beta1, beta2, epsilon = 0.9, 0.999, 1e-8

    def move(self, p, g, state):
        t = self.t + 1
        sides = [lambda g: g @ g.t(), lambda g: g.t() @ g]
        G = g[:, None] if g.dim() == 1 else g
        sides = sides[: g.dim()]
        if not state:
            state["m"] = torch.zeros_like(G)
            state["S"] = [torch.zeros_like(side(G)) for side in sides]
        for S, side in zip(state["S"], sides):
            S.lerp_(side(G), 1 - self.beta2)
        if self.t % self.refresh == 0:
            scale = 1 - self.beta2**t
            state["P"] = [self._root(S / scale, -0.5 / len(sides)) for S in state["S"]]
        m = state["m"].lerp_(G, 1 - self.beta1)
        D = state["P"][0] @ m / (1 - self.beta1**t)
        if len(sides) == 2:
            D = D @ state["P"][1]
        p.sub_(D.view_as(p), alpha=self.lr)

    def _root(self, S, power):
        values, Q = torch.linalg.eigh(S + self.epsilon * torch.eye(len(S)))
        values += max(self.epsilon - values.min().item(), 0)
        return (Q * values**power) @ Q.t()


class Muon(FromGradients):
    """W ← W − η √max(1, rows/cols) NewtonSchulz(u), u Nesterov's momentum; Adam for vectors."""

    beta, a, b, c = 0.95, 3.4445, -4.7750, 2.0315

    def move(self, p, g, state):
        if p.dim() == 1:
            p.sub_(adam(g, state, 0.9, 0.95, 1e-10, self.t + 1), alpha=self.lr)
            return
        m = state.setdefault("m", torch.zeros_like(g))
        m.lerp_(g, 1 - self.beta)
        X = g.lerp(m, self.beta)
        tall = len(X) > X.shape[1]
        X = X.t() if tall else X
        X = X / (X.norm() + 1e-7)
        for _ in range(5):
            A = X @ X.t()
            B = torch.addmm(A, A, A, beta=self.b, alpha=self.c)
            X = torch.addmm(X, B, X, beta=self.a)
        X = X.t() if tall else X
        p.sub_(X, alpha=self.lr * max(1, len(X) / X.shape[1]) ** 0.5)


OPTIMIZERS = {
    "sgd": lambda model, refresh: Sgd(model, refresh, 1e-2),
    "adam": lambda model, refresh: Adam(model, refresh, 1e-4),
    "kfac-empirical": lambda model, refresh: Kfac(model, refresh, "empirical"),
    "kfac-sampled": lambda model, refresh: Kfac(model, refresh, "sampled"),
    "ekfac-empirical": lambda model, refresh: Ekfac(model, refresh, "empirical"),
    "ekfac-sampled": lambda model, refresh: Ekfac(model, refresh, "sampled"),
    "shampoo": lambda model, refresh: Shampoo(model, refresh, 1e-4),
    "soap": lambda model, refresh: Soap(model, refresh, 1e-4),
    "muon": lambda model, refresh: Muon(model, refresh, 1e-3),
}


def network(widths):
    layers = []
    for inputs, outputs in zip(widths, widths[1:]):
        layers += [nn.Linear(inputs, outputs), nn.ReLU()]
    return nn.Sequential(*layers[:-1])


class Training:
    """One optimizer on a model of its own, all starting alike."""

    def __init__(self, name, widths, refresh):
        torch.manual_seed(1)
        self.model = network(widths)
        self.optimizer = OPTIMIZERS[name](self.model, refresh)

    def seconds(self, batches, steps):
        """CPU seconds of the process and seconds of one step, the batches in turn."""
        cpu, wall = time.process_time(), time.perf_counter()
        for i in range(steps):
            self.optimizer.step(self.model, *batches[i % len(batches)])
        cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
        if not all(torch.isfinite(p).all() for p in self.model.parameters()):
            raise SystemExit("a parameter is not finite; the time would mean nothing")
        return cpu / steps, wall / steps


def measure(names, batch, widths, refresh, rounds):
    torch.manual_seed(0)
    batches = [
        (torch.randn(batch, widths[0]), torch.randint(widths[-1], (batch,))) for _ in range(4)
    ]
    names = ["sgd"] + [name for name in names if name != "sgd"]
    trainings = {name: Training(name, widths, refresh) for name in names}
    for training in trainings.values():
        training.seconds(batches, refresh + 1)
    times = {name: {"cpuSeconds": [], "wallSeconds": []} for name in names}
    for _ in range(rounds):
        for name, training in trainings.items():
            cpu, wall = training.seconds(batches, refresh)
            times[name]["cpuSeconds"].append(cpu)
            times[name]["wallSeconds"].append(wall)
    for of_one in times.values():
        of_one["median"] = statistics.median(of_one["cpuSeconds"])
    return times


def gigaflops(order=1024, products=3):
    """The rate of a dense product, which says what linear algebra this PyTorch runs on."""
    A = torch.randn(order, order)
    A @ A
    start = time.process_time()
    for _ in range(products):
        A @ A
    return products * 2e-9 * order**3 / (time.process_time() - start)


def numbers(text):
    return [int(word) for word in text.split(",")]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--batch", type=numbers, default=[512, 2048])
    parser.add_argument("--widths", type=numbers, default=[784, 512, 256, 10])
    parser.add_argument("--optimizers", default=",".join(OPTIMIZERS))
    parser.add_argument("--refresh", type=int, default=10)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    names = arguments.optimizers.split(",")
    unknown = [name for name in names if name not in OPTIMIZERS]
    if unknown:
        parser.error(f"no optimizer {unknown[0]}; there are {', '.join(OPTIMIZERS)}")
    torch.set_default_dtype(torch.float64)
    torch.set_num_threads(1)
    found = {"torch": torch.__version__, "refresh": arguments.refresh}
    found["dgemmGigaflops"] = gigaflops()
    found["batch"] = {
        batch: measure(names, batch, arguments.widths, arguments.refresh, arguments.rounds)
        for batch in arguments.batch
    }
    print(json.dumps(found))


if __name__ == "__main__":
    main()
