using System.Diagnostics;

namespace SaaSGate.Dev;

/// <summary>The child's side of <see cref="ChildProcess"/>: a token that ends when the parent is gone or wants an end.</summary>
internal static class ParentWatch
{
    /// <summary>Set by a parent that keeps standard input open for as long as the child shall live.</summary>
    public const string Variable = "SAASGATE_PARENT_HOLDS_STDIN";

    /// <summary>How long a child may take to end in order. Its parent's orderly end waits as long.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Ends with <paramref name="cancellation"/>, and where a parent watches, when standard input closes.</summary>
    public static CancellationToken Watch(CancellationToken cancellation)
    {
        if (Environment.GetEnvironmentVariable(Variable) != "1")
            return cancellation;
        var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var reader = new Thread(() =>
        {
            using var input = Console.OpenStandardInput();
            var buffer = new byte[16];
            while (input.Read(buffer) > 0)
            {
            }
            _ = ending.CancelAsync();

            // A parent that was killed took PostgreSQL with it, and a silo would ask for it for minutes before it ends. Records are
            // durable where they are, so nothing is lost by an end that is not in order.
            using var never = new ManualResetEvent(false);
            never.WaitOne(Patience);
            Process.GetCurrentProcess().Kill();
        })
        {
            IsBackground = true,
            Name = "parent watch",
        };
        reader.Start();
        return ending.Token;
    }
}
