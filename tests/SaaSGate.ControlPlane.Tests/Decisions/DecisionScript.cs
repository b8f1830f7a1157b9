using System.Globalization;

namespace SaaSGate.ControlPlane.Tests.Decisions;

/// <summary>A random sequence of steps, made of a seed; each names one of two requests and one of three clients.</summary>
/// <param name="Seed">Makes the same steps again.</param>
/// <param name="Steps">The steps, in order.</param>
internal sealed record DecisionScript(int Seed, IReadOnlyList<(DecisionStep Step, int Request, int Client, bool Waits)> Steps)
{
    public const int Requests = 2, Clients = 3;

    private static readonly (DecisionStep Step, int Weight)[] Weights =
    [
        (DecisionStep.Send, 12), (DecisionStep.Leave, 2), (DecisionStep.Approve, 10), (DecisionStep.Deny, 2), (DecisionStep.DecideTwice, 3), (DecisionStep.Expire, 2),
        (DecisionStep.Lock, 1), (DecisionStep.Unlock, 3), (DecisionStep.ChangePolicy, 2), (DecisionStep.RestartGateway, 1), (DecisionStep.RestartSilo, 1),
    ];

    public static DecisionScript Of(int seed)
    {
        var random = new Random(seed);
        var steps = new List<(DecisionStep, int, int, bool)> { (DecisionStep.Send, 0, 0, false) };
        var count = random.Next(8, 20);
        for (var i = 0; i < count; i++)
        {
            var at = random.Next(Weights.Sum(weight => weight.Weight));
            var step = Weights.First(weight => (at -= weight.Weight) < 0).Step;
            steps.Add((step, random.Next(Requests), random.Next(Clients), random.Next(4) > 0));
        }

        return new(seed, steps);
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"seed {Seed}: {string.Join(", ", Steps.Select(step => $"{step.Step}({step.Request}/{step.Client}{(step.Waits ? ", when it waits" : "")})"))}");
}
