namespace SaaSGate.Dev;

/// <summary>The child's side of <see cref="ChildProcess"/>: a token that ends when the parent is gone or wants an end.</summary>
internal static class ParentWatch
{
    /// <summary>Set by a parent that keeps standard input open for as long as the child shall live.</summary>
    public const string Variable = "SAASGATE_PARENT_HOLDS_STDIN";

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
            ending.Cancel();
        })
        {
            IsBackground = true,
            Name = "parent watch",
        };
        reader.Start();
        return ending.Token;
    }
}
