namespace SaaSGate.ControlPlane.Vault;

/// <summary>A key in an environment variable of this process, which is taken out of it once it is read: what the process starts does not inherit it.</summary>
internal sealed class EnvironmentKeySource(string variable) : IMasterKeySource
{
    private byte[]? _key;

    public string Description => $"The environment variable {variable}";

    public Task<byte[]?> ReadAsync(CancellationToken cancellationToken)
    {
        if (_key is null && Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text)
        {
            _key = KeyText.Parse(text, Description);
            Environment.SetEnvironmentVariable(variable, null);
        }
        return Task.FromResult(_key);
    }

    public async Task<byte[]> ReadOrCreateAsync(CancellationToken cancellationToken) =>
        await ReadAsync(cancellationToken) ?? throw new VaultException($"{Description} is not set. Set it to 64 hexadecimal digits: 32 random bytes that are kept apart from the database.");
}
