using SaaSGate.TestKit;
using Xunit;

[assembly: AssemblyFixture(typeof(PostgresServer))]
