namespace SaaSGate.TestKit.Payments;

/// <summary>How the stand-in fails, on demand. Chances are of one call in so many, from a seed, so that a history can be played again.</summary>
public sealed class StandInFaults
{
    private readonly Random _chance;
    private readonly System.Threading.Lock _gate = new();

    /// <summary>Makes faults that never happen until they are asked for.</summary>
    public StandInFaults(int seed = 0) => _chance = new(seed);

    /// <summary>0 to 1: a call is answered 500 before anything is done.</summary>
    public double Before { get; set; }

    /// <summary>0 to 1: a call is done, and its answer is lost.</summary>
    public double AnswerLost { get; set; }

    /// <summary>0 to 1: a call is refused for being one too many.</summary>
    public double Limited { get; set; }

    /// <summary>Whether nothing is answered at all.</summary>
    public bool Down { get; set; }

    /// <summary>Whether use is not taken, as from a restricted key that may only read it.</summary>
    public bool RefusesUse { get; set; }

    /// <summary>What each call waits for before anything is done, until its caller goes.</summary>
    public Func<CancellationToken, Task> Waits { get; set; } = _ => Task.CompletedTask;

    internal bool Happens(double chance)
    {
        lock (_gate)
            return chance > 0 && _chance.NextDouble() < chance;
    }
}
