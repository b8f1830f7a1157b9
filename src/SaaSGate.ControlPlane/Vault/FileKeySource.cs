namespace SaaSGate.ControlPlane.Vault;

/// <summary>A key in a file, which is made at the very first start.</summary>
internal sealed class FileKeySource(string path) : IMasterKeySource
{
    public string Description => $"The key file {path}";

    public bool IsExposed => KeyFile.IsExposed(path);

    public string Path => path;

    public Task<byte[]?> ReadAsync(CancellationToken cancellationToken) => Task.FromResult(KeyFile.Read(path));

    public Task<byte[]> ReadOrCreateAsync(CancellationToken cancellationToken) => Task.FromResult(KeyFile.ReadOrCreate(path));
}
