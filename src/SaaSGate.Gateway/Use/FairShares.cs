namespace SaaSGate.Gateway.Use;

/// <summary>
/// Bytes that all tenants share. Each may have up to <see cref="Generosity"/> times what is left, so one that is alone gets four fifths, and there is always
/// something left for another.
/// </summary>
/// <param name="most">Bytes in all.</param>
internal sealed class FairShares(long most)
{
    public const int Generosity = 4;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, long> _taken = new(StringComparer.Ordinal);
    private long _all;

    /// <summary>Bytes that are taken now.</summary>
    public long Taken
    {
        get
        {
            lock (_gate)
                return _all;
        }
    }

    /// <summary>Takes so many for an organisation; false when that is more than is left, or than its share.</summary>
    public bool TryTake(string organisation, long bytes)
    {
        lock (_gate)
        {
            var (own, left) = (_taken.GetValueOrDefault(organisation), most - _all);
            if (bytes > left || own + bytes > Generosity * left)
                return false;
            _taken[organisation] = own + bytes;
            _all += bytes;
            return true;
        }
    }

    /// <summary>Gives so many back.</summary>
    public void Give(string organisation, long bytes)
    {
        lock (_gate)
        {
            _all -= bytes;
            if (_taken[organisation] == bytes)
                _taken.Remove(organisation);
            else
                _taken[organisation] -= bytes;
        }
    }
}
