using System.ComponentModel;
using System.Diagnostics;

namespace SaaSGate.ControlPlane.Vault;

/// <summary>
/// A key that a program prints: the way to a key management service, whose own client unwraps the key. The program is started without a
/// shell and prints 64 hexadecimal digits. What else it says goes nowhere.
/// </summary>
internal sealed class CommandKeySource(IReadOnlyList<string> command) : IMasterKeySource
{
    private const int MostRead = 4096;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public string Description => $"The program {command[0]}";

    public async Task<byte[]?> ReadAsync(CancellationToken cancellationToken) => await ReadOrCreateAsync(cancellationToken);

    public async Task<byte[]> ReadOrCreateAsync(CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        using var process = new Process
        {
            StartInfo = new ProcessStartInfo(command[0], command.Skip(1)) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true, UseShellExecute = false },
        };
        try
        {
            process.Start();
            process.StandardInput.Close();
            var errors = process.StandardError.BaseStream.CopyToAsync(Stream.Null, patience.Token);
            var read = new char[MostRead];
            var length = await process.StandardOutput.ReadBlockAsync(read, patience.Token);
            await process.WaitForExitAsync(patience.Token);
            await errors;
            if (process.ExitCode != 0)
                throw new VaultException($"{Description} failed with exit code {process.ExitCode}. Run it by hand to see why.");
            return KeyText.Parse(new string(read, 0, length), Description);
        }
        catch (Win32Exception missing)
        {
            throw new VaultException($"{Description} cannot be started.", missing);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            process.Kill(entireProcessTree: true);
            throw new VaultException($"{Description} gave no key within {Patience.TotalSeconds} seconds.");
        }
    }
}
