namespace SaaSGate.ControlPlane.Federation;

/// <summary>Lets so many calls to strangers run at once, and so few of one organisation that it holds up no other.</summary>
/// <param name="all">How many at once.</param>
/// <param name="ofOne">How many of one organisation.</param>
internal sealed class FairTurns(int all, int ofOne)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _running = new(StringComparer.Ordinal);
    private int _all;

    /// <summary>Takes a turn, which <see cref="Leave"/> gives back. False where there is none just now.</summary>
    public bool TryEnter(string organisation)
    {
        lock (_gate)
        {
            var own = _running.GetValueOrDefault(organisation);
            if (_all >= all || own >= ofOne)
                return false;
            (_running[organisation], _all) = (own + 1, _all + 1);
            return true;
        }
    }

    public void Leave(string organisation)
    {
        lock (_gate)
        {
            _all--;
            if (--_running[organisation] == 0)
                _running.Remove(organisation);
        }
    }
}
