import type Dockerode from 'dockerode';

const USUAL_SOCKET = '/var/run/docker.sock';

/** Where the daemon listens: rootless Docker and Podman say it in the environment. Other machines are not spoken to. */
export function dockerSocket(environment: NodeJS.ProcessEnv = process.env): string {
  const [, path = USUAL_SOCKET] = /^unix:\/\/(\/.+)$/.exec(environment.DOCKER_HOST ?? '') ?? [];
  return path;
}

/** The Engine API over its Unix socket. Loaded when it is first asked for: most runs never talk to Docker. */
export async function dockerClient(socketPath: string = dockerSocket()): Promise<Dockerode> {
  const { default: Docker } = await import('dockerode');
  return new Docker({ socketPath });
}
