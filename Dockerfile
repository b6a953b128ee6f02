# MediaHub's parts, one image: `run_part web|worker|beat|reconciler`.
#
# The PyAV wheel carries x264 and x265, which are GPL. This file installs it from the
# package index on the machine that builds the image; we publish no image, so nobody
# receives those binaries from us. Whoever publishes an image built from this file
# must add the GPL texts and an offer of the sources.
FROM python:3.12-slim

ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 PIP_NO_CACHE_DIR=1
RUN groupadd --system --gid 10001 mediahub \
 && useradd --system --uid 10001 --gid 10001 --create-home mediahub \
 && install -d -o mediahub -g mediahub -m 0700 /data \
 && install -d -o mediahub -g mediahub /data/cache /data/cache/artwork
WORKDIR /app
COPY requirements.txt ./
RUN pip install --require-hashes -r requirements.txt
COPY . .
ENV MEDIAHUB_DATA=/data MEDIAHUB_LOG_JSON=1 MEDIAHUB_LOG_LEVEL=INFO
VOLUME /data
USER mediahub
EXPOSE 8000
ENTRYPOINT ["python", "manage.py"]
CMD ["run_part", "web"]
