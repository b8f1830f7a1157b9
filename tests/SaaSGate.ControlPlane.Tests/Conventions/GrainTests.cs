using System.Reflection;
using SaaSGate.ControlPlane.Hosting;
using Xunit;

namespace SaaSGate.ControlPlane.Tests.Conventions;

public sealed class GrainTests
{
    [Fact]
    public void Grains_are_sealed()
    {
        var grains = Of(typeof(TenancyFilter).Assembly);
        Assert.True(grains.Count >= 6, "The grains were not found.");
        Assert.DoesNotContain(grains, IsOpen);
    }

    [Fact]
    public void A_grain_that_is_not_sealed_is_found() => Assert.Equal([typeof(Open)], Of(typeof(GrainTests).Assembly).Where(IsOpen));

    private static List<Type> Of(Assembly assembly) => [.. assembly.GetTypes().Where(type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(Grain)))];

    private static bool IsOpen(Type grain) => !grain.IsSealed;

    private class Open : Grain;

    private sealed class Closed : Open;
}
